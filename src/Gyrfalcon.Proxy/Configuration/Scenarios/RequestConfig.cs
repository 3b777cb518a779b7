namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>One kind of request in the mix.</summary>
public sealed record RequestConfig
{
    /// <summary>How many of the requests are of this kind, compared with the others. (A whole number, 1 to 1000000; default <c>1</c>.)</summary>
    public int Share { get; init; } = RequestSection.Share.Default;

    /// <summary>The method. (A method; default <c>GET</c>.)</summary>
    public string Method { get; init; } = RequestSection.Method.Default;

    /// <summary>The path, and a query if there is one. <c>{user}</c> stands for the user's number. (A path, with or without a query; default <c>/</c>.)</summary>
    public string Path { get; init; } = RequestSection.Path.Default;

    /// <summary>The host. (The value of a header field; default <c>simulated.example</c>.)</summary>
    public string Host { get; init; } = RequestSection.Host.Default;

    /// <summary>Bytes of the body. (A size in bytes, <c>0</c> to <c>64MiB</c>; default <c>0</c>.)</summary>
    public long Body { get; init; } = RequestSection.Body.Default;
}
