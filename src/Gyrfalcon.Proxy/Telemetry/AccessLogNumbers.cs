using System.Runtime.InteropServices;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The part of an access-log record that has a fixed size. Times in nanoseconds; 0 also for what did not come to pass, which <see cref="Reached"/> tells apart.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct AccessLogNumbers
{
    internal const int Size = 96;

    /// <summary>When the exchange ended.</summary>
    [FieldOffset(0)] internal long TimeTicks;
    [FieldOffset(8)] internal int Status;
    [FieldOffset(12)] internal FaultKind Fault;
    [FieldOffset(13)] internal bool IsHttp10;
    [FieldOffset(14)] internal bool IsTls;
    [FieldOffset(15)] internal Milestones Reached;
    [FieldOffset(16)] internal int Attempts;

    /// <summary>Which output the record is for.</summary>
    [FieldOffset(20)] internal int Output;
    [FieldOffset(24)] internal long BytesIn;
    [FieldOffset(32)] internal long BytesOut;
    [FieldOffset(40)] internal long RequestTime;
    [FieldOffset(48)] internal long QueueTime;
    [FieldOffset(56)] internal long ConnectTime;
    [FieldOffset(64)] internal long ResponseTime;
    [FieldOffset(72)] internal long TotalTime;

    /// <summary>0 if a proxy told of the client.</summary>
    [FieldOffset(80)] internal int ClientPort;

    /// <summary>For HAProxy's form only, as is the next: connections of the listener.</summary>
    [FieldOffset(84)] internal int ListenerConnections;

    /// <summary>Requests under way at the endpoint.</summary>
    [FieldOffset(88)] internal int EndpointRequests;

    /// <summary>The request line was understood, and was the client's.</summary>
    [FieldOffset(92)] internal bool HasRequestLine;

    /// <summary>It waited for a place at an endpoint, in vain or not.</summary>
    [FieldOffset(93)] internal bool WasQueued;
}
