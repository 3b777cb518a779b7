using System;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>How far an exchange came.</summary>
[Flags]
internal enum Milestones : byte
{
    /// <summary>The request's header block never was complete.</summary>
    None = 0,

    /// <summary>The request's header block was complete.</summary>
    Head = 1,

    /// <summary>An endpoint was chosen.</summary>
    Attempt = 2,

    /// <summary>There was a connection to it.</summary>
    Connection = 4,

    /// <summary>Its response's header block was complete.</summary>
    Response = 8,
}
