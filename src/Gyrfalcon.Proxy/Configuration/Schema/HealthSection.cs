namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class HealthSection
{
    public static readonly Setting<ActiveHealthConfig> Active = Setting.Optional("active", ActiveHealthSection.Section.Shape,
        "Probes, sent by one worker for the whole process. Without this section there are none.",
        "check", "health-check", "httpchk");

    public static readonly Setting<OutlierConfig> Outlier = Setting.Optional("outlier", OutlierSection.Section.Shape,
        "Ejection of endpoints whose answers to requests are out of line. Without this section there is none.",
        "outlier-detection", "passive", "observe");

    public static readonly Setting<int> PanicBelow = Setting.WithDefault("panic-below", Kinds.Percent(0, 100), "20%",
        "When fewer endpoints than this are well, health is ignored, so that the few that are left are not crushed; endpoints that cannot be connected to still get nothing. With `0%` health is never ignored.",
        "panic-threshold", "healthy-panic-threshold");

    public static readonly Section<HealthConfig> Section = new(nameof(HealthConfig), "{ active: { path: /healthz } }",
        [Active, Outlier, PanicBelow],
        reader => new HealthConfig
        {
            Active = reader.Find(Active),
            Outlier = reader.Find(Outlier),
            PanicBelow = reader.Get(PanicBelow),
        });
}
