using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Tls;

/// <summary>
/// The secrets of sessions, for those who must see into recorded traffic: lines in the format that Wireshark reads (NSS key log). Off unless it is begun, before any context is made; whoever has the lines
/// can read the traffic.
/// </summary>
public static unsafe class TlsKeyLog
{
    private static Action<string>? _sink;

    /// <summary>It has been begun.</summary>
    internal static bool IsOn => _sink is not null;

    /// <summary>Gives every line to <paramref name="sink"/>, on the thread of the session's worker.</summary>
    public static void Begin(Action<string> sink) => _sink = sink;

    /// <summary>For OpenSSL.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Note(nint ssl, byte* line) => _sink?.Invoke(Marshal.PtrToStringUTF8((nint)line)!);
}
