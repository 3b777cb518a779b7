using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>An answer that Gyrfalcon gives itself.</summary>
public sealed record RespondConfig
{
    /// <summary>The status of the response. (A whole number, 200 to 599; required.)</summary>
    public required int Status { get; init; }

    /// <summary>The content of the response, sent as UTF-8. (Text; default empty.)</summary>
    public string Body { get; init; } = RespondSection.Body.Default;

    /// <summary>The <c>Content-Type</c> of the response; sent only with a body that is not empty. (The value of a header field; default <c>text/plain; charset=utf-8</c>.)</summary>
    public string ContentType { get; init; } = RespondSection.ContentType.Default;
}
