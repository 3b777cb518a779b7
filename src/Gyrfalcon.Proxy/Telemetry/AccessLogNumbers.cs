using System.Runtime.InteropServices;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The part of an access-log record that has a fixed size. Times in nanoseconds.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct AccessLogNumbers
{
    internal const int Size = 88;

    [FieldOffset(0)] internal long TimeTicks;
    [FieldOffset(8)] internal int Status;
    [FieldOffset(12)] internal FaultKind Fault;
    [FieldOffset(13)] internal bool IsHttp10;
    [FieldOffset(16)] internal int Attempts;
    [FieldOffset(24)] internal long BytesIn;
    [FieldOffset(32)] internal long BytesOut;
    [FieldOffset(40)] internal long RequestTime;
    [FieldOffset(48)] internal long QueueTime;
    [FieldOffset(56)] internal long ConnectTime;
    [FieldOffset(64)] internal long ResponseTime;
    [FieldOffset(72)] internal long TotalTime;
}
