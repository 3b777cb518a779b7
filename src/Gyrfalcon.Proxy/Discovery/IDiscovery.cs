using System;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>Keeps a cluster's list of discovered endpoints.</summary>
internal interface IDiscovery
{
    /// <summary>Keeps it until <paramref name="stop"/>. On the thread pool.</summary>
    /// <param name="answered">Called after each answer, good or bad.</param>
    /// <param name="stop">Ends it.</param>
    Task RunAsync(Action answered, CancellationToken stop);
}
