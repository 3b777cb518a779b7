using System;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>A URL as it was written. <see cref="Uri"/> would tidy up the path, and <c>..</c> and <c>%2f</c> are what people ask about.</summary>
internal static class WrittenUrl
{
    /// <summary>Its host and port, without a user's name, which no request names there, and its path with the query; false if it is no URL that begins with http:// or https://.</summary>
    internal static bool TrySplit(string url, out Uri? read, out string authority, out string target)
    {
        (authority, target) = ("", "");
        if (!Uri.TryCreate(url, UriKind.Absolute, out read) || read.Scheme is not ("http" or "https") || url.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var scheme)) return false;
        int start = scheme + 3;
        int end = url.IndexOfAny(['/', '?', '#'], start);
        authority = end < 0 ? url[start..] : url[start..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        target = end < 0 || url[end] == '#' ? "/" : url[end] == '?' ? "/" + url[end..] : url[end..];
        if (target.IndexOf('#', StringComparison.Ordinal) is >= 0 and var fragment) target = target[..fragment];
        return true;
    }

    /// <summary>The host without the port; an IPv6 literal keeps its brackets.</summary>
    internal static string HostOf(string authority)
    {
        int end = authority.StartsWith('[') ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : authority.IndexOf(':', StringComparison.Ordinal);
        return end <= 0 ? authority : authority[..end];
    }
}
