using System;
using System.Linq;
using System.Text;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Routing;

public sealed class SplitTests
{
    private const int Keys = 100_000;

    [Theory]
    [InlineData(95, 5)]
    [InlineData(1, 1)]
    [InlineData(0, 7)]
    [InlineData(1000, 1)]
    [InlineData(1, 2, 3, 4)]
    public void Keys_and_draws_are_shared_out_by_weight(params int[] weights)
    {
        Split split = Create(weights);
        int[] byKey = new int[weights.Length];
        int[] drawn = new int[weights.Length];
        var random = new Random(3);
        for (int key = 0; key < Keys; key++)
        {
            byKey[Index(split.Of(Hash(key)))]++;
            drawn[Index(split.Draw((ulong)random.NextInt64(long.MinValue, long.MaxValue)))]++;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            double share = (double)weights[i] / weights.Sum();
            double tolerance = 5 * Math.Sqrt(share * (1 - share) / Keys);
            Assert.InRange((double)byKey[i] / Keys, share - tolerance, share + tolerance);
            Assert.InRange((double)drawn[i] / Keys, share - tolerance, share + tolerance);
        }
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(5, 95)]
    [InlineData(0, 1)]
    [InlineData(1, 1000)]
    public void When_a_weight_grows_keys_move_to_that_cluster_only_and_only_as_many_as_it_needs(int before, int after)
    {
        Split old = Create(60, before, 40);
        Split grown = Create(60, after, 40);
        int moved = 0;
        for (int key = 0; key < Keys; key++)
        {
            int from = Index(old.Of(Hash(key)));
            int to = Index(grown.Of(Hash(key)));
            if (from == to) continue;
            Assert.Equal(1, to);
            moved++;
        }

        double needed = ((double)after / (100 + after)) - ((double)before / (100 + before));
        Assert.InRange((double)moved / Keys, needed - 0.01, needed + 0.01);
    }

    [Fact]
    public void The_order_of_the_clusters_does_not_matter_and_the_choice_is_the_same_everywhere()
    {
        SplitShare[] shares = [new(Named("cluster-0"), 3), new(Named("cluster-1"), 2), new(Named("cluster-2"), 5)];
        var split = new Split(shares, null);
        var turned = new Split([shares[2], shares[0], shares[1]], null);
        for (int key = 0; key < 1000; key++) Assert.Same(split.Of(Hash(key)), turned.Of(Hash(key)));

        // Whoever changes the function moves everybody's users.
        Assert.Equal("101221220122200120112210", string.Concat(Enumerable.Range(0, 24).Select(key => Index(split.Of(Hash(key))))));
    }

    [Fact]
    public void The_edges_of_chance_are_within()
    {
        Split split = Create(1, 0, 999);
        Assert.Equal(0, Index(split.Draw(0)));
        Assert.Equal(2, Index(split.Draw(ulong.MaxValue)));
        foreach (ulong key in (ulong[])[0, ulong.MaxValue]) Assert.NotEqual(1, Index(split.Of(key)));
    }

    private static ulong Hash(int key) => KeyHash.Of(Encoding.ASCII.GetBytes($"user-{key}"));

    private static int Index(Cluster cluster) => cluster.Name[^1] - '0';

    private static Split Create(params int[] weights) => new([.. weights.Select((weight, i) => new SplitShare(Named($"cluster-{i}"), weight))], null);

    private static Cluster Named(string name) => new(name, [], HostSource.Auto, null, workers: 1);
}
