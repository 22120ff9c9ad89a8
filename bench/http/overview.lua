-- The signed-in overview: each request by the next of the people whose territory is the province.
-- CODING: what Accept-Encoding says.  The last line printed is for run.sh.
local cookies, at = {}, 0
local coding = os.getenv("CODING")

function init(args)
  for line in io.lines(os.getenv("TOKENS")) do
    local token, _, _, unit = line:match("(%S+) (%S+) (%S+) (%S+)")
    if unit == "-" then cookies[#cookies + 1] = "baophu=" .. token end
  end
end

function request()
  at = at % #cookies + 1
  return wrk.format("GET", "/api/overview?province=33", { ["Cookie"] = cookies[at], ["Accept-Encoding"] = coding })
end

function done(summary, latency, requests)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
