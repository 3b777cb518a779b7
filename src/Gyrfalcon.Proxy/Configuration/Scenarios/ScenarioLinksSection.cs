using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

internal static class ScenarioLinksSection
{
    public static readonly Setting<LinkConfig> Clients = Setting.Optional("clients", LinkSection.Section.Shape,
        "The ways between clients and the proxy.",
        "downstream");

    public static readonly Setting<LinkConfig> Endpoints = Setting.Optional("endpoints", LinkSection.Section.Shape,
        "The ways between the proxy and its endpoints.",
        "upstream", "servers");

    public static readonly Section<ScenarioLinksConfig> Section = new(nameof(ScenarioLinksConfig), "{ endpoints: { latency: 1ms } }",
        [Clients, Endpoints],
        reader => new ScenarioLinksConfig { Clients = reader.Get(Clients), Endpoints = reader.Get(Endpoints) });
}
