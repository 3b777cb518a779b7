using System;
using System.Globalization;
using System.Text;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>A TLS connection that is passed on, as a request: a CONNECT to the name that the client asked for.</summary>
internal static class PassedName
{
    /// <summary>Has <paramref name="request"/> be that request. Without a name it stays empty.</summary>
    internal static void Write(RequestHead request, ReadOnlySpan<byte> name, int port)
    {
        if (name.IsEmpty) return;
        string target = string.Create(CultureInfo.InvariantCulture, $"{Encoding.ASCII.GetString(name)}:{port}");
        RequestParser.Parse(request, Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n"), HeadLimits.Default);
    }
}
