using System;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Simulation;

namespace Gyrfalcon.Scenarios;

/// <summary>A distribution of times, in nanoseconds.</summary>
internal sealed class TimeSpread(TimeSpreadConfig config)
{
    /// <summary>The 99th percentile of the standard normal distribution.</summary>
    private const double NormalP99 = 2.3263478740408408;

    /// <summary>A Pareto distribution has no end; this one ends at so many times its least.</summary>
    private const double ParetoEnd = 1000;

    private readonly double _typical = config.Typical.Ticks * 100.0;
    private readonly double _high = config.High.Ticks * 100.0;
    private readonly double _spread = config.Kind switch
    {
        TimeSpreadKind.Lognormal => Math.Log(config.High / config.Typical) / NormalP99,
        TimeSpreadKind.Pareto => Math.Log(config.High / config.Typical) / Math.Log(100),
        _ => config.Share / 100.0,
    };

    /// <summary>Draws one.</summary>
    internal long Draw(SimulatedRandom random) => (long)(config.Kind switch
    {
        TimeSpreadKind.Exponential => _typical * Exponential(random),
        TimeSpreadKind.Lognormal => _typical * Math.Exp(_spread * Normal(random)),
        TimeSpreadKind.Pareto => _typical * Math.Min(ParetoEnd, Math.Pow(1 - random.Unit(), -_spread)),
        TimeSpreadKind.Bimodal => random.Chance(_spread) ? _high : _typical,
        _ => _typical,
    });

    /// <summary>An exponential variable with mean 1.</summary>
    internal static double Exponential(SimulatedRandom random) => -Math.Log(1 - random.Unit());

    // Box and Muller, 1958; the second variable is not kept, so that draws do not depend on one another.
    private static double Normal(SimulatedRandom random) => Math.Sqrt(2 * Exponential(random)) * Math.Cos(2 * Math.PI * random.Unit());
}
