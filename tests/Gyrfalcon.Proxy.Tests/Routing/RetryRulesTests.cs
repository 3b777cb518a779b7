using Gyrfalcon.Proxy.Routing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Routing;

public sealed class RetryRulesTests
{
    [Theory]
    [InlineData(503, true)]
    [InlineData(404, true)]
    [InlineData(500, false)]
    [InlineData(200, false)]
    [InlineData(0, false)]
    public void TheStatusesNamedAndNoOthers(int status, bool named) => Assert.Equal(named, new RetryRules(2, true, true, false, [503, 404], 20).OnStatus(status));

    [Theory]
    [InlineData(2, true, false, new int[0], true)]
    [InlineData(2, false, false, new[] { 503 }, true)]
    [InlineData(2, false, true, new int[0], true)]
    [InlineData(2, false, false, new int[0], false)]
    [InlineData(1, false, true, new[] { 503 }, false)]
    [InlineData(1, true, false, new int[0], true)] // A stale kept connection does not count as an attempt.
    public void ABodyIsWorthKeepingOnlyIfItMayBeSentAgain(int attempts, bool onReset, bool onTimeout, int[] statuses, bool sendsAgain)
        => Assert.Equal(sendsAgain, new RetryRules(attempts, true, onReset, onTimeout, statuses, 20).SendsAgain);
}
