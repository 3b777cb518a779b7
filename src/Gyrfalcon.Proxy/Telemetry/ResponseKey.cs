using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>What responses are told apart by, in one word that is not 0.</summary>
internal static class ResponseKey
{
    private const int TlsBit = 1 << 7, StatusAt = 8, FaultAt = 18, StatusMask = (1 << (FaultAt - StatusAt)) - 1;

    internal static int Of(int status, Method method, bool isTls = false, FaultKind fault = FaultKind.None)
        => ((int)fault << FaultAt) | (CountedStatus.Of(status) << StatusAt) | (isTls ? TlsBit : 0) | ((int)method + 1);

    /// <summary>As it is counted (<see cref="CountedStatus"/>).</summary>
    internal static int StatusOf(int key) => (key >> StatusAt) & StatusMask;

    internal static FaultKind FaultOf(int key) => (FaultKind)(key >> FaultAt);

    internal static Method MethodOf(int key) => (Method)((key & (TlsBit - 1)) - 1);

    internal static bool IsTls(int key) => (key & TlsBit) != 0;
}
