using System.Collections.Generic;

using Gyrfalcon.Fuzz.Connections;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>Every fuzz target. Each has a corpus folder of its name; a test replays it and fails when it is missing.</summary>
internal static class FuzzTargets
{
    internal static readonly IReadOnlyList<IFuzzTarget> All = [new RequestHeadTarget(), new ResponseHeadTarget(), new ChunkedTarget(), new ProxyHeaderTarget(), new ConnectionTarget(), new ClientHelloTarget(), new TraceParentTarget()];
}
