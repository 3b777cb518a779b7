using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>One request at a <see cref="TestOrigin"/> and the means to answer it.</summary>
public sealed class OriginExchange
{
    internal OriginExchange(TestOrigin origin, int connection, WireRequest request, Stream stream, string? serverName)
    {
        Origin = origin;
        Connection = connection;
        Request = request;
        Stream = stream;
        ServerName = serverName;
    }

    public TestOrigin Origin { get; }

    /// <summary>The number of the connection, from 0.</summary>
    public int Connection { get; }

    public WireRequest Request { get; }

    public Stream Stream { get; }

    /// <summary>The name in the TLS ClientHello, or null without TLS.</summary>
    public string? ServerName { get; }

    /// <summary>The subject of the certificate that the client has shown; null if it was asked for none.</summary>
    public string? ClientSubject { get; init; }

    /// <summary>The PROXY header that the connection began with; null on an origin that takes none.</summary>
    public ReadProxyHeader? ProxyHeader { get; init; }

    /// <summary>The request's body as text, if the handler has read it so.</summary>
    public string? BodyText { get; private set; }

    /// <summary>A handler sets this to close the connection after its answer.</summary>
    public bool CloseAfterwards { get; set; }

    /// <summary>The number at the end of a target such as /bytes/1000.</summary>
    public long Number => long.Parse(Request.Target[(Request.Target.LastIndexOf('/') + 1)..].Split('?')[0], CultureInfo.InvariantCulture);

    public Task SendAsync(string text) => Stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    /// <summary>Reads the body as text; sends 100 (Continue) first when it was asked for.</summary>
    public async Task<string> ReadBodyAsync()
    {
        await ContinueAsync();
        return BodyText ??= await Request.Body.ReadTextAsync();
    }

    public async Task ContinueAsync()
    {
        if (Request.WantsContinue && !Request.Body.Ended)
            await SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
    }

    /// <summary>Sends a response head with the origin's name; <paramref name="fields"/> are whole lines, each with its CRLF.</summary>
    public Task SendHeadAsync(int status, string fields, string reason = "Reason") => SendAsync(Head(status, fields, reason));

    /// <summary>Sends a whole response with Content-Length in one write; a HEAD request gets its head alone.</summary>
    public Task ReplyAsync(string body, int status = 200, string fields = "")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        byte[] head = Encoding.Latin1.GetBytes(Head(status, string.Create(CultureInfo.InvariantCulture, $"Content-Length: {bytes.Length}\r\nContent-Type: text/plain\r\n{fields}"), "Reason"));
        // One write, so that an origin killed under load has answered wholly or not at all.
        return Stream.WriteAsync(Request.Method == "HEAD" ? head : [.. head, .. bytes]).AsTask();
    }

    private string Head(int status, string fields, string reason) => string.Create(CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} {reason}\r\nX-Origin: {Origin.Name}\r\nDate: Mon, 23 Nov 2026 00:00:00 GMT\r\n{(CloseAfterwards ? "Connection: close\r\n" : "")}{fields}\r\n");
}
