using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class StickySection
{
    public static readonly Setting<string> Cookie = Setting.WithDefault("cookie", Kinds.CookieName, "gyr-route",
        "The name of the cookie.",
        "name", "cookie-name");

    public static readonly Setting<TimeSpan?> Ttl = Setting.WithDefault("ttl", Kinds.OrWord(Kinds.Duration("1s", "9600h"), "session"), "session",
        "How long clients keep the cookie, counted from when it was set: then the session may move. With `session` they keep it until they are closed.",
        "max-age", "expires", "expire", "maxlife");

    public static readonly Setting<string> Path = Setting.WithDefault("path", Kinds.CookiePath, "/",
        "The path below which clients send the cookie.");

    public static readonly Setting<SameSite> SameSite = Setting.WithDefault("same-site", Kinds.Choice(("lax", Configuration.SameSite.Lax), ("strict", Configuration.SameSite.Strict), ("none", Configuration.SameSite.None)), "lax",
        "Which requests from other sites clients send the cookie with. Browsers take `none` only with `secure`.",
        "samesite");

    public static readonly Setting<SecureSetting> Secure = Setting.WithDefault("secure", Kinds.Choice(("auto", SecureSetting.Auto), ("always", SecureSetting.Always), ("never", SecureSetting.Never)), "auto",
        "Whether clients send the cookie by secured connections only. `auto`: if the response goes out by TLS, or a trusted proxy says `https` in X-Forwarded-Proto.");

    public static readonly Setting<string> KeyFile = Setting.Optional("key-file", Kinds.FilePath,
        "A file with the secret that the cookie's values are made of: text of 32 to 512 visible ASCII characters, as `openssl rand -base64 32` writes it. Instances with the same key agree. More lines are more keys: "
            + "the first makes values, those of the others are still taken, and replaced. Without a key there is a random one for each process, and sessions move when it is started again. A relative path counts from the configuration's directory.",
        "key", "secret", "secret-file");

    public static readonly Setting<string> KeyVariable = Setting.Optional("key-variable", Kinds.Name,
        "The same, in an environment variable of this name.",
        "key-env", "env");

    public static readonly Section<StickyConfig> Section = new(nameof(StickyConfig), "{ cookie: gyr-route, ttl: 1h, key-file: sticky.key }",
        [Cookie, Ttl, Path, SameSite, Secure, KeyFile, KeyVariable],
        reader => new StickyConfig
        {
            Cookie = reader.Get(Cookie),
            Ttl = reader.Get(Ttl),
            Path = reader.Get(Path),
            SameSite = reader.Get(SameSite),
            Secure = reader.Get(Secure),
            KeyFile = reader.Find(KeyFile) is { } file ? reader.Reading.FullPath(file) : null,
            KeyVariable = reader.Find(KeyVariable),
            Source = reader.Source,
        });
}
