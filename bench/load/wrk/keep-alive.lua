-- Prints what the harness reads: one line, times in microseconds. The request stays static, so this costs nothing per request.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "SLICE requests=%d microseconds=%d p50=%d p99=%d connect=%d read=%d write=%d timeout=%d status=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
