using System.Runtime.InteropServices;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The part of an attempt's record that has a fixed size. Times in nanoseconds from the beginning of the exchange; −1 for what did not come to pass.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct AttemptNumbers
{
    internal const int Size = 40;

    [FieldOffset(0)] internal long Began;
    [FieldOffset(8)] internal long Connected;

    /// <summary>The header block of its response was complete, it failed, or nobody wanted it any more.</summary>
    [FieldOffset(16)] internal long Ended;
    [FieldOffset(24)] internal int Number;

    /// <summary>0 without a response.</summary>
    [FieldOffset(28)] internal int Status;
    [FieldOffset(32)] internal FaultKind Fault;
    [FieldOffset(33)] internal bool IsHedge;
    [FieldOffset(34)] internal bool IsOnKept;

    /// <summary>Bytes of the endpoint's name, which is behind the numbers.</summary>
    [FieldOffset(36)] internal ushort NameLength;
}
