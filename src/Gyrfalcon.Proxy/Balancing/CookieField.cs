using System;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>
/// The cookies of one name in a request, in the order in which they were sent: cookie-string is pairs parted by semicolons, names and values are compared byte by byte, quotes belong to the value
/// (RFC 6265bis §5.8.3). Pairs without an equals sign have no name and are none of these.
/// </summary>
internal ref struct CookieField(HeaderBlock fields, ReadOnlySpan<byte> name)
{
    private readonly ReadOnlySpan<byte> _name = name;
    private int _line = -1;
    private ReadOnlySpan<byte> _rest;

    /// <summary>The next value that is not empty; empty when there is none.</summary>
    internal ReadOnlySpan<byte> Next()
    {
        while (true)
        {
            ReadOnlySpan<byte> found = Find(ref _rest, (byte)';', _name);
            if (!found.IsEmpty) return found;
            _line = fields.IndexOf(KnownField.Cookie, _line + 1);
            if (_line < 0)
            {
                _line = fields.Count - 1;
                return default;
            }

            _rest = fields[_line].Value;
        }
    }

    /// <summary>The value of the next pair of that name in <paramref name="pairs"/>, which begins behind it afterwards; empty if there is none.</summary>
    internal static ReadOnlySpan<byte> Find(scoped ref ReadOnlySpan<byte> pairs, byte separator, scoped ReadOnlySpan<byte> name)
    {
        while (!pairs.IsEmpty)
        {
            int end = pairs.IndexOf(separator);
            ReadOnlySpan<byte> pair = FieldSyntax.TrimWhiteSpace(end < 0 ? pairs : pairs[..end]);
            pairs = end < 0 ? default : pairs[(end + 1)..];
            if (pair.Length > name.Length + 1 && pair[name.Length] == '=' && pair.StartsWith(name)) return pair[(name.Length + 1)..];
        }

        return default;
    }
}
