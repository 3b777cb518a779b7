namespace Gyrfalcon.Proxy.Reload;

/// <summary>What came of a change of a cluster's members.</summary>
public enum MemberOutcome
{
    /// <summary>It is in force.</summary>
    Applied,

    /// <summary>There is no such cluster.</summary>
    NoCluster,

    /// <summary>It is no member of the cluster; or is one already, if it was to be added.</summary>
    NoMember,

    /// <summary>Something else has been changed since the caller looked.</summary>
    Stale,

    /// <summary>Another process has taken over, which would not know of it.</summary>
    TakenOver,
}
