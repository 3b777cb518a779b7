using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Sessions that stay at their endpoint, by a cookie.</summary>
public sealed record StickyConfig
{
    /// <summary>The name of the cookie. (The name of a cookie; default <c>gyr-route</c>.)</summary>
    public string Cookie { get; init; } = StickySection.Cookie.Default;

    /// <summary>How long clients keep the cookie, counted from when it was set: then the session may move. With <c>session</c> they keep it until they are closed. (A duration, <c>1s</c> to <c>9600h</c>, or <c>session</c>; default <c>session</c>.) Null is <c>session</c>.</summary>
    public TimeSpan? Ttl { get; init; } = StickySection.Ttl.Default;

    /// <summary>The path below which clients send the cookie. (A path; default <c>/</c>.)</summary>
    public string Path { get; init; } = StickySection.Path.Default;

    /// <summary>Which requests from other sites clients send the cookie with. Browsers take <c>none</c> only with <c>secure</c>. (<c>lax</c>, <c>strict</c> or <c>none</c>; default <c>lax</c>.)</summary>
    public SameSite SameSite { get; init; } = StickySection.SameSite.Default;

    /// <summary>Whether clients send the cookie by secured connections only. <c>auto</c>: if the response goes out by TLS, or a trusted proxy says <c>https</c> in X-Forwarded-Proto. (<c>auto</c>, <c>always</c> or <c>never</c>; default <c>auto</c>.)</summary>
    public SecureSetting Secure { get; init; } = StickySection.Secure.Default;

    /// <summary>A file with the secret that the cookie's values are made of: text of 32 to 512 visible ASCII characters, as <c>openssl rand -base64 32</c> writes it. Instances with the same key agree. More lines are more keys: the first makes values, those of the others are still taken, and replaced. Without a key there is a random one for each process, and sessions move when it is started again. A relative path counts from the configuration's directory. (The path of a file; optional.)</summary>
    public string? KeyFile { get; init; }

    /// <summary>The same, in an environment variable of this name. (A name; optional.)</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}

/// <summary>Which requests from other sites a cookie is sent with.</summary>
public enum SameSite
{
    /// <summary>Those that follow a link.</summary>
    Lax,

    /// <summary>None.</summary>
    Strict,

    /// <summary>All.</summary>
    None,
}

/// <summary>When a cookie is for secured connections only.</summary>
public enum SecureSetting
{
    /// <summary>If the client came by one.</summary>
    Auto,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
