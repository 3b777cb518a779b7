using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>What came of one try at an endpoint. Times are nanoseconds of the worker's clock, 0 for what did not come to pass.</summary>
internal struct AttemptNote
{
    /// <summary>Counts from 1.</summary>
    internal int Number { get; set; }

    internal Endpoint Endpoint { get; set; }

    internal long BeganAt { get; set; }

    /// <summary>When there was a connection.</summary>
    internal long ConnectedAt { get; set; }

    /// <summary>When the header block of its response was complete, when it failed, or when nobody wanted it any more.</summary>
    internal long EndedAt { get; set; }

    /// <summary>The status of its response; 0 if it has none.</summary>
    internal int Status { get; set; }

    internal FaultKind Fault { get; set; }

    /// <summary>It was made beside another.</summary>
    internal bool IsHedge { get; set; }

    /// <summary>Its connection had served others before.</summary>
    internal bool IsOnKept { get; set; }
}
