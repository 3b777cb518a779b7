using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How much a listener takes from its clients.</summary>
public sealed record ListenerLimitsConfig
{
    /// <summary>The longest request line; a longer one is answered 414. (A size in bytes, <c>256</c> to <c>64KiB</c>; default <c>8KiB</c>.)</summary>
    public long RequestLine { get; init; } = ListenerLimitsSection.RequestLine.Default;

    /// <summary>The largest header block of a request, the request line apart; a larger one is answered 431. (A size in bytes, <c>256</c> to <c>1MiB</c>; default <c>32KiB</c>.)</summary>
    public long HeaderBytes { get; init; } = ListenerLimitsSection.HeaderBytes.Default;

    /// <summary>The most fields in a request's header block; more are answered 431. (A whole number, 1 to 10000; default <c>100</c>.)</summary>
    public int HeaderFields { get; init; } = ListenerLimitsSection.HeaderFields.Default;

    /// <summary>The largest body of a request; a larger one is answered 413. (A size in bytes, <c>0</c> to <c>1024TiB</c>, or <c>unlimited</c>; default <c>unlimited</c>.) Null is <c>unlimited</c>.</summary>
    public long? Body { get; init; } = ListenerLimitsSection.Body.Default;

    /// <summary>The most client connections that the listener holds open at once. (A whole number, 1 to 10000000; default <c>100000</c>.)</summary>
    public int Connections { get; init; } = ListenerLimitsSection.Connections.Default;
}
