using System;
using System.Globalization;
using System.Text;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>The cookie that keeps a session at its endpoint. Immutable.</summary>
/// <param name="name">Its name, a token.</param>
/// <param name="path">Its path, from the slash on.</param>
/// <param name="seconds">How long a client keeps it; 0 for as long as its own session.</param>
/// <param name="sameSite">Strict, Lax or None.</param>
/// <param name="secure">When it is for secured connections only.</param>
public sealed class StickyCookie(string name, string path, long seconds, string sameSite, SecureCookie secure)
{
    /// <summary>Its name.</summary>
    public byte[] Name { get; } = Encoding.ASCII.GetBytes(name);

    /// <summary>When it is for secured connections only.</summary>
    public SecureCookie Secure => secure;

    /// <summary>The whole field line that sets it to <paramref name="token"/>.</summary>
    internal byte[] FieldLine(UInt128 token, bool isSecure)
    {
        string age = seconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; Max-Age={seconds}");
        return Encoding.ASCII.GetBytes($"Set-Cookie: {name}={SessionToken.Text(token)}; Path={path}{age}; HttpOnly; SameSite={sameSite}{(isSecure ? "; Secure" : "")}\r\n");
    }
}

/// <summary>When a cookie is for secured connections only.</summary>
public enum SecureCookie : byte
{
    /// <summary>If the client came by one.</summary>
    Auto,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
