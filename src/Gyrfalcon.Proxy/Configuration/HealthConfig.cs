using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How it is found out which endpoints are well.</summary>
public sealed record HealthConfig
{
    /// <summary>Probes, sent by one worker for the whole process. Without this section there are none. (A section; optional.)</summary>
    public ActiveHealthConfig? Active { get; init; }

    /// <summary>Ejection of endpoints whose answers to requests are out of line. Without this section there is none. (A section; optional.)</summary>
    public OutlierConfig? Outlier { get; init; }

    /// <summary>When fewer endpoints than this are well, health is ignored, so that the few that are left are not crushed; endpoints that cannot be connected to still get nothing. With <c>0%</c> health is never ignored. (A percentage, <c>0%</c> to <c>100%</c>; default <c>20%</c>.)</summary>
    public int PanicBelow { get; init; } = HealthSection.PanicBelow.Default;
}
