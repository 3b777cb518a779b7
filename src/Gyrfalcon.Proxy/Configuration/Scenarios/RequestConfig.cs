namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>One kind of request in the mix.</summary>
public sealed record RequestConfig
{
    /// <summary>.</summary>
    public int Share { get; init; } = RequestSection.Share.Default;

    /// <summary>.</summary>
    public string Method { get; init; } = RequestSection.Method.Default;

    /// <summary>.</summary>
    public string Path { get; init; } = RequestSection.Path.Default;

    /// <summary>.</summary>
    public string Host { get; init; } = RequestSection.Host.Default;

    /// <summary>.</summary>
    public long Body { get; init; } = RequestSection.Body.Default;
}
