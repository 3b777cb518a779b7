using System;
using System.Text;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Scenarios;

namespace Gyrfalcon.Scenarios.Clients;

/// <summary>One kind of request in the mix, ready but for the user's number and the request's.</summary>
internal sealed class RequestKind
{
    private const string UserMark = "{user}";
    private readonly string _start;
    private readonly string _middle;
    private readonly byte[] _body;

    internal RequestKind(RequestConfig config, HashKey userKey)
    {
        Share = config.Share;
        IsHead = config.Method == "HEAD";
        _body = new byte[config.Body];
        _body.AsSpan().Fill((byte)'.');
        string user = userKey.Kind == HashKeyKind.Cookie ? $"Cookie: {userKey.Name}={UserMark}\r\n" : $"{userKey.Name}: {UserMark}\r\n";
        string length = config.Body > 0 || config.Method is "POST" or "PUT" or "PATCH" ? $"Content-Length: {config.Body}\r\n" : "";
        _start = $"{config.Method} {config.Path} HTTP/1.1\r\nHost: {config.Host}\r\n{user}{length}";
        _middle = Encoding.ASCII.GetString(Recording.Recorder.RequestField) + ": ";
    }

    /// <summary>How many of the requests are of this kind, compared with the others.</summary>
    internal int Share { get; }

    /// <summary>The answer has no body, whatever its head says.</summary>
    internal bool IsHead { get; }

    internal byte[] Write(int user, long id)
    {
        string head = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_start.Replace(UserMark, user.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)}{_middle}{id}\r\n\r\n");
        byte[] request = new byte[head.Length + _body.Length];
        Encoding.ASCII.GetBytes(head, request);
        _body.CopyTo(request, head.Length);
        return request;
    }
}
