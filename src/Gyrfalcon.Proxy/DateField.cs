using System;
using System.Buffers.Text;

namespace Gyrfalcon.Proxy;

/// <summary>The value of Date (IMF-fixdate, RFC 9110 §5.6.7), formatted again when the second has changed.</summary>
public sealed class DateField
{
    private readonly byte[] _value = new byte[29];
    private long _second;

    /// <summary>29 bytes, valid until the next call.</summary>
    public ReadOnlySpan<byte> Value(DateTime utcNow)
    {
        long second = utcNow.Ticks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            _second = second;
            Utf8Formatter.TryFormat(utcNow, _value, out _, 'R');
        }

        return _value;
    }
}
