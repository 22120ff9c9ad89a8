-- The same bytes as a file of nginx.
function request()
  return wrk.format("GET", "/overview.json", { ["Accept-Encoding"] = os.getenv("CODING") })
end

function done(summary, latency, requests)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
