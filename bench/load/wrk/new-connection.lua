-- Every request asks for its connection to be closed; wrk opens the next one when the answer says so.
wrk.headers["Connection"] = "close"
dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "keep-alive.lua")
