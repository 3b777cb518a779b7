using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>What responses are told apart by, in one word that is not 0.</summary>
internal static class ResponseKey
{
    private const int TlsBit = 1 << 7;

    internal static int Of(int status, Method method, bool isTls = false) => (status << 8) | (isTls ? TlsBit : 0) | ((int)method + 1);

    internal static int StatusOf(int key) => key >> 8;

    internal static Method MethodOf(int key) => (Method)((key & (TlsBit - 1)) - 1);

    internal static bool IsTls(int key) => (key & TlsBit) != 0;
}
