-- A day of everybody: pages of all kinds, exports, and communes that enter a month; whoever is next asks.
local people, at, turn = {}, 0, 0
local refused = 0

function init(args)
  for line in io.lines(os.getenv("TOKENS")) do
    local token, csrf, role, unit, month = line:match("(%S+) (%S+) (%S+) (%S+) (%S+)")
    people[#people + 1] = { cookie = "baophu=" .. token, csrf = csrf, role = role, unit = unit, month = month }
  end
  math.randomseed(1)
end

local pages = { -- weight of a thousand
  { 300, function(p) return "/api/overview?province=33" end },
  { 150, function(p) return "/api/progress?province=33&sort=name&limit=50" end },
  { 80, function(p) return "/api/progress?province=33&find=" .. string.char(97 + math.random(0, 25)) end },
  { 60, function(p) return "/api/heatmap?province=33&months=24" end },
  { 100, function(p) return "/api/units/" .. (p.unit == "-" and "33" or p.unit) .. "/progress" end },
  { 80, function(p) return "/api/facts?province=33&limit=100&period=" .. p.month end },
  { 20, function(p) return "/api/units/33/map" end },
  { 40, function(p) return "/api/units?parent=33" end },
  { 30, function(p) return "/api/search?q=an&province=33" end },
  { 60, function(p) return "/api/session" end },
  { 30, function(p) return "/api/entry?unit=" .. (p.unit == "-" and "11980" or p.unit) end },
  { 10, function(p) return "/api/entry/calendar?province=33" end },
  { 20, function(p) return "/api/law" end },
  { 5, function(p) return "/api/progress?province=33&format=csv" end },
  { 5, function(p) return "/api/facts?province=33&format=xlsx&period=" .. p.month end },
}

local function read_of(p)
  local n = math.random(1, 990)
  for _, page in ipairs(pages) do
    n = n - page[1]
    if n <= 0 then return page[2](p) end
  end
  return pages[1][2](p)
end

local function enter(p) -- a figure of the last month, near the one before
  local body = string.format(
    '{"unit":"%s","period":"%s","base":"collecting","rows":[{"indicator":"bench_8","value":%d,"reason":"đo"}]}',
    p.unit, p.month, 5000 + math.random(0, 500))
  return wrk.format("PUT", "/api/entry",
    { ["Cookie"] = p.cookie, ["X-CSRF-Token"] = p.csrf, ["Content-Type"] = "application/json" }, body)
end

function request()
  at, turn = at % #people + 1, turn + 1
  local p = people[at]
  if turn % 100 == 0 then
    while p.role ~= "commune-officer" do
      at = at % #people + 1
      p = people[at]
    end
    return enter(p)
  end
  return wrk.format("GET", read_of(p), { ["Cookie"] = p.cookie, ["Accept-Encoding"] = "gzip" })
end

function done(summary, latency, requests)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
