using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>Makes the cookie of a cluster and finds its keys.</summary>
internal static class StickyCompiler
{
    /// <summary>Of this process, for those who have none configured: it is the same after a reload.</summary>
    private static readonly byte[] RandomKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>False with a sentence in <paramref name="error"/> when the key cannot be used.</summary>
    internal static bool TryApply(StickyConfig sticky, Cluster cluster, out string? error)
    {
        if (Keys(sticky, out error) is not { } keys)
        {
            error = $"clusters.{cluster.Name}.sticky: {error}";
            return false;
        }

        var secure = sticky.Secure switch
        {
            SecureSetting.Always => SecureCookie.Always,
            SecureSetting.Never => SecureCookie.Never,
            _ => SecureCookie.Auto,
        };
        var cookie = new StickyCookie(sticky.Cookie, sticky.Path, (long)(sticky.Ttl?.TotalSeconds ?? 0), sticky.SameSite.ToString(), secure);
        cluster.KeepSessions(cookie, keys, forgetsAtRestart: keys[0] == RandomKey);
        return true;
    }

    private static IReadOnlyList<byte[]>? Keys(StickyConfig sticky, out string? error)
    {
        error = null;
        if (sticky.KeyFile is { } file)
        {
            IReadOnlyList<byte[]>? read = SecretKeys.ReadFile(file, out string? problem);
            error = $"the file `{file}` {problem}";
            return read;
        }

        if (sticky.KeyVariable is not { } name) return [RandomKey];
        string? value = Environment.GetEnvironmentVariable(name);
        if (value is null)
        {
            error = $"the environment variable {name} is not set";
            return null;
        }

        IReadOnlyList<byte[]>? keys = SecretKeys.Parse(value, out string? wrong);
        error = $"the environment variable {name} {wrong}";
        return keys;
    }
}
