using System.IO;
using System.Linq;
using System.Threading;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class CircuitBreakerTests
{
    [Fact]
    public void WithoutALimitNothingIsRefusedOrCounted()
    {
        Assert.True(CircuitBreaker.None.TryBeginRequest());
        Assert.True(CircuitBreaker.None.TryBeginConnection());
        Assert.Equal((0, 0), (CircuitBreaker.None.Requests, CircuitBreaker.None.Connections));
    }

    /// <summary>As many threads as places: each must get one every time, and there must never be more than places.</summary>
    [Theory]
    [InlineData(4, 4, false)]
    [InlineData(8, 3, true)]
    public void ExactUnderContention(int threads, int most, bool mayRefuse)
    {
        var breaker = new CircuitBreaker(new BreakerRules(most, most, 0, 0));
        int tooMany = 0;
        int refused = 0;
        Thread[] all = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                if (!breaker.TryBeginRequest())
                {
                    Interlocked.Increment(ref refused);
                    continue;
                }

                if (breaker.Requests > most) Interlocked.Increment(ref tooMany);
                breaker.EndRequest();
            }
        })).ToArray();
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();

        Assert.Equal((0, 0), (tooMany, breaker.Requests));
        Assert.True(mayRefuse || refused == 0, $"{refused} were refused though there was a place for each");
    }

    [Fact]
    public void ARefusalIsToldOnceInTenSecondsAndCountedEachTime()
    {
        var text = new StringWriter();
        var log = new OperationalLog(text);
        var breaker = new CircuitBreaker(new BreakerRules(1, 0, 0, 0));
        foreach (long second in new[] { 50, 51, 59, 60 }) breaker.NoteRefused("app", "max-requests", second * 1_000_000_000, log);
        Assert.Equal(4, breaker.Refused);
        Assert.Equal(2, text.ToString().Split("cluster app: max-requests reached").Length - 1);
        Assert.Contains("4 so far", text.ToString());
    }
}
