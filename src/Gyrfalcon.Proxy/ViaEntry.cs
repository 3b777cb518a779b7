using System;
using System.Globalization;
using System.Text;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy;

/// <summary>
/// Our entry in Via (RFC 9110 §7.6.3): version, the pseudonym "gyr", and a comment that names this process, by which a loop is told
/// from a chain of several gyrs.
/// </summary>
public sealed class ViaEntry
{
    private readonly byte[] _http10;
    private readonly byte[] _http11;

    /// <summary>Creates the entry of a process that <paramref name="identity"/> names at random.</summary>
    public ViaEntry(ulong identity)
    {
        string mark = string.Create(CultureInfo.InvariantCulture, $"gyr ({(uint)identity:x8})");
        Mark = Encoding.ASCII.GetBytes(mark);
        _http10 = Encoding.ASCII.GetBytes("1.0 " + mark);
        _http11 = Encoding.ASCII.GetBytes("1.1 " + mark);
    }

    /// <summary>What nobody else's entry contains.</summary>
    public byte[] Mark { get; }

    /// <summary>The entry for a message received in <paramref name="version"/>.</summary>
    public ReadOnlySpan<byte> Of(HttpVersion version) => version == HttpVersion.Http10 ? _http10 : _http11;
}
