-- Mixed reads for wrk: the addresses stand one a line in the file that WEB_PATHS names; each thread begins elsewhere.
local paths = {}
for line in io.lines(os.getenv("WEB_PATHS")) do paths[#paths + 1] = line end
local at = 0
function init() math.randomseed(os.time()); at = math.random(#paths) end
function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], { ["Accept-Encoding"] = "gzip", ["Host"] = "127.0.0.1" })
end
