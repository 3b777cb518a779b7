using System;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy;

/// <summary>Request ids: 64 random bits that name the worker's life, then a number that begins at random and counts, mixed so that it looks random too, as the id of a trace should. Not secret, but unique.</summary>
public sealed class RequestIds
{
    private readonly byte[] _prefix = new byte[16];
    private ulong _next;

    /// <summary>Takes its random bits from <paramref name="driver"/>.</summary>
    public RequestIds(IDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        HexDigits.Write(driver.NextRandom(), _prefix);
        _next = driver.NextRandom();
    }

    /// <summary>Writes 32 hexadecimal digits.</summary>
    public void Next(Span<byte> destination)
    {
        _prefix.CopyTo(destination);
        HexDigits.Write(SplitMix.Mix(_next++), destination[16..]);
    }
}
