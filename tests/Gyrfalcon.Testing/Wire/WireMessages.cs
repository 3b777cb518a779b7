using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>A request as a server received it; its body is read by whoever wants it.</summary>
public sealed record WireRequest(string Method, string Target, string Version, FieldList Fields, MessageBody Body)
{
    public bool WantsContinue => Fields.HasMember("Expect", "100-continue");

    /// <summary>Whether the client lets the connection live on (RFC 9112 section 9.3).</summary>
    public bool KeepsAlive => Version == "HTTP/1.1"
        ? !Fields.HasMember("Connection", "close")
        : Fields.HasMember("Connection", "keep-alive");
}

/// <summary>A response as a client received it; 1xx ones are messages of their own.</summary>
public sealed record WireResponse(string Version, int Status, string Reason, FieldList Fields, MessageBody Body)
{
    public bool IsInterim => Status is >= 100 and < 200;

    public Task<string> TextAsync() => Body.ReadTextAsync();
}
