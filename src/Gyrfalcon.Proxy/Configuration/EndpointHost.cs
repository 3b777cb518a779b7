namespace Gyrfalcon.Proxy.Configuration;

/// <summary>What the endpoints of a cluster see in the Host field.</summary>
/// <param name="Source">Where the value comes from.</param>
/// <param name="Literal">The value itself, <c>host</c> or <c>host:port</c>, for <see cref="EndpointHostSource.Literal"/>; otherwise null.</param>
public sealed record EndpointHost(EndpointHostSource Source, string? Literal = null)
{
    /// <summary>The default.</summary>
    public static EndpointHost Auto { get; } = new(EndpointHostSource.Auto);
}
