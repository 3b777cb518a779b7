namespace Gyrfalcon.Proxy.Upstream;

/// <summary>When an endpoint whose answers are out of line has to sit out. Times in nanoseconds, shares in percent.</summary>
/// <param name="ConsecutiveFaults">After so many faults in a row; 0 for never.</param>
/// <param name="SuccessRateGap">When its success rate is so many points below that of the rest of its cluster; 0 for never.</param>
/// <param name="SuccessRateRequests">The attempts that it must have had within an interval before its rate says anything.</param>
/// <param name="Interval">How often success rates are compared.</param>
/// <param name="Ejection">How long it sits out the first time, twice as long the second time, and so on.</param>
/// <param name="LongestEjection">No longer than this.</param>
/// <param name="MaxEjected">The most members of a cluster that sit out at a time.</param>
public sealed record OutlierRules(int ConsecutiveFaults, int SuccessRateGap, int SuccessRateRequests, long Interval, long Ejection, long LongestEjection, int MaxEjected);
