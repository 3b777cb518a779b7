
namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>The configuration that a scenario names or holds.</summary>
/// <param name="Config">Null when it could not be read.</param>
internal sealed record ReadConfig(ProxyConfig? Config);
