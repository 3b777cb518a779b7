using System.Linq;
using System.Text;
using CsCheck;
using Gyrfalcon.Proxy.Routing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Routing;

public sealed class RouteIndexTests
{
    private static readonly string[] HostPatterns = ["a.test", "b.test", "x.a.test", "*.a.test", "*.test", "[::1]"];
    private static readonly string[] PathPatterns = ["/", "/*", "/a", "/a/*", "/a/b", "/a/b/*", "/b/*", "/ab"];
    private static readonly string[] Hosts = ["a.test", "A.Test", "a.test.", "b.test", "x.a.test", "y.x.a.test", "c.test", "[::1]", "[0:0::1]", "", "."];
    private static readonly string[] Paths = ["/", "/a", "/a/", "/a/b", "/a/b/c", "/b", "/b/a", "/ab", "/abc", "//a", "*", ""];
    private static readonly string[] Methods = ["GET", "POST"];
    private static readonly string[] Listeners = ["web", "other"];

    [Fact]
    public void FindsTheRouteThatAskingAllInOrderFinds()
    {
        Gen<Route> route = Gen.Select(OneOf(Listeners).Array[0, 1], OneOf(HostPatterns).Array[0, 2], Gen.Int[0, PathPatterns.Length].Select(static index => index == 0 ? null : PathPatterns[index - 1]), OneOf(Methods).Array[0, 1]).Select(static each
            => TestRoute(new RouteMatch(each.Item1, each.Item2, each.Item3, each.Item4)));
        route.Array[0, 40].Sample(static routes =>
        {
            var index = new RouteIndex(routes);
            foreach (string host in Hosts)
            {
                foreach (string path in Paths)
                {
                    foreach (string method in Methods)
                    {
                        (byte[] m, byte[] h, byte[] p) = (Encoding.ASCII.GetBytes(method), Encoding.ASCII.GetBytes(host), Encoding.ASCII.GetBytes(path));
                        Assert.Same(routes.FirstOrDefault(each => each.Match.Matches("web", m, h, p)), index.First("web", m, h, p));
                    }
                }
            }
        }, iter: 500);
    }

    [Fact]
    public void AHostThatIsNoNameIsFoundByRoutesForAnyHost()
    {
        Route named = TestRoute(new RouteMatch([], ["a.test"], null, []));
        Route any = TestRoute(new RouteMatch([], [], null, []));
        var index = new RouteIndex([named, any]);
        foreach (byte[] host in new[] { Encoding.ASCII.GetBytes(new string('a', 10_000)), [0xC3, 0xA9], Encoding.ASCII.GetBytes("a.test:80") }) Assert.Same(any, index.First("web", "GET"u8, host, "/"u8));
    }

    private static Gen<string> OneOf(string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Route TestRoute(RouteMatch match)
        => new("r") { Match = match, Retry = null!, ResponseHeaderTimeout = 1, TotalTimeout = 1, Slow = 1, ResponseIdle = 1, TunnelIdle = 1 };
}
