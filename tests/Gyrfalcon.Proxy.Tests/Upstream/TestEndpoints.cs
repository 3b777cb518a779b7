using System.Linq;
using System.Net;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Tests.Upstream;

/// <summary>Endpoints that nobody connects to.</summary>
internal static class TestEndpoints
{
    internal static readonly ConnectionRules Rules = new(1, 1, 1);

    internal static EndpointFactory Factory { get; } = new(Rules, CircuitBreaker.None, static _ => null!, workers: 4, inAll: 1);

    internal static Endpoint One(int number, int weight = 1, bool isBackup = false, int maxRequests = 0) => Factory.Create(Spec(number, weight, isBackup, maxRequests));

    internal static Endpoint[] Many(int count, int weight = 1, int maxRequests = 0) => [.. Enumerable.Range(0, count).Select(number => One(number, weight, maxRequests: maxRequests))];

    internal static EndpointSpec Spec(int number, int weight = 1, bool isBackup = false, int maxRequests = 0)
        => new($"http://127.0.0.1:{number + 1}", "127.0.0.1", number + 1, false, $"127.0.0.1:{number + 1}", IPAddress.Loopback) { Weight = weight, IsBackup = isBackup, MaxRequests = maxRequests };

    internal static Cluster Cluster(Endpoint[] endpoints, int panicBelow = 20, long slowStart = 0)
        => new("app", endpoints, HostSource.Auto, null, workers: 4) { PanicBelow = panicBelow, SlowStart = slowStart };

    internal static void Put(this Endpoint endpoint, Obstacles obstacle) => endpoint.State.Set(obstacle, "a test wants it", default);

    internal static void Take(this Endpoint endpoint, Obstacles obstacle) => endpoint.State.Clear(obstacle, default);
}
