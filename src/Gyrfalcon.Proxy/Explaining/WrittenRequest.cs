using System;
using System.Linq;
using System.Net;
using System.Text;
using Gyrfalcon.Engine;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Snapshots;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>A question as the bytes that a client would send, and the way that they would come.</summary>
/// <param name="Head">The bytes.</param>
/// <param name="Arrival">The way.</param>
/// <param name="HasUrl">The question names a scheme and a host, rather than a path.</param>
internal readonly record struct WrittenRequest(byte[] Head, Arrival Arrival, bool HasUrl)
{
    /// <summary>The longest URL and the most fields that are looked at.</summary>
    private const int MostCharacters = 64 * 1024;

    /// <summary>Null, with a sentence in <paramref name="problem"/>, if the question cannot be understood.</summary>
    /// <param name="question">The question.</param>
    /// <param name="snapshot">Whose listeners there are.</param>
    /// <param name="mark">What only this process's entry in Via contains; empty where no process runs.</param>
    /// <param name="problem">What is wrong with the question.</param>
    internal static WrittenRequest? Of(Question question, Snapshot snapshot, byte[] mark, out string? problem)
    {
        if (Compose(question, out Uri? url, out string authority, out problem) is not { } head) return null;
        if (!IPAddress.TryParse(question.Client ?? "127.0.0.1", out IPAddress? ip))
        {
            problem = $"`{question.Client}` is no address of a client";
            return null;
        }

        if (ListenerOf(question, url, snapshot, out problem) is not { } listener) return null;
        var client = new Address(ip, 0);
        bool lacksTls = listener.SpeaksTls && url?.Scheme == "http";
        bool isSecured = listener.SpeaksTls && !lacksTls;
        bool? hasCertificate = isSecured && listener.Tls?.Rules.Clients is { } clients ? clients.IsRequired ? true : null : false;
        return new WrittenRequest(head, new Arrival(listener, client, listener.Trusts(client), isSecured, lacksTls, isSecured ? ServerNameOf(WrittenUrl.HostOf(authority)) : null, hasCertificate, mark), url is not null);
    }

    /// <summary>The name that a client asks for which wants to speak to this host; null for an address, for which it asks none (RFC 6066 §3).</summary>
    internal static string? ServerNameOf(string host)
    {
        string name = host.TrimEnd('.').ToLowerInvariant();
        return name.Length == 0 || name.StartsWith('[') || IPAddress.TryParse(name, out _) ? null : name;
    }

    private static byte[]? Compose(Question question, out Uri? url, out string authority, out string? problem)
    {
        url = null;
        authority = "";
        string target = question.Url;
        bool hasHost = question.Headers.Any(static line => line.StartsWith("host:", StringComparison.OrdinalIgnoreCase));
        problem = question.Version is not ("1.0" or "1.1") ? $"`{question.Version}` is no version of HTTP that is spoken here; 1.0 and 1.1 are"
            : question.Headers.Any(static line => line.Length == 0) ? "a field line is empty, and would end the request's head"
            : question.Headers.Append(question.Method).Append(target).Any(static text => text.AsSpan().ContainsAny('\r', '\n')) ? "the method, the URL or a field line holds a line break"
            : question.Url.Length + question.Headers.Sum(static line => line.Length) > MostCharacters ? "the request is longer than 64 KiB"
            : null;
        if (problem is not null) return null;
        if (target.Contains("://", StringComparison.Ordinal))
        {
            if (!WrittenUrl.TrySplit(question.Url, out url, out authority, out target)) problem = $"`{question.Url}` is no URL that begins with http:// or https://";
        }
        else if (question.Method == "CONNECT")
        {
            authority = target;
        }
        else if (!target.StartsWith('/') && target != "*")
        {
            problem = $"`{target}` is neither a URL nor a path";
        }

        if (problem is not null) return null;
        string host = hasHost || authority.Length == 0 ? "" : $"Host: {authority}\r\n";
        return Encoding.UTF8.GetBytes($"{question.Method} {target} HTTP/{question.Version}\r\n{host}{string.Concat(question.Headers.Select(static line => line + "\r\n"))}\r\n");
    }

    private static Listener? ListenerOf(Question question, Uri? url, Snapshot snapshot, out string? problem)
    {
        problem = null;
        if (question.Listener is { } name)
        {
            Listener? named = snapshot.Listeners.FirstOrDefault(listener => listener.Name == name);
            if (named is null) problem = $"there is no listener {name}: there are {string.Join(", ", snapshot.Listeners.Select(static listener => listener.Name))}";
            return named;
        }

        return snapshot.Listeners.FirstOrDefault(listener => url is not null && listener.Address.Port == url.Port)
            ?? snapshot.Listeners.FirstOrDefault(listener => url is not null && listener.SpeaksTls == (url.Scheme == "https"))
            ?? snapshot.Listeners[0];
    }
}
