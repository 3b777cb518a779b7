using System;
using System.IO;
using System.Linq;

using Gyrfalcon.Fuzz.Targets;

using Xunit;

namespace Gyrfalcon.Fuzz.Tests;

public class CorpusReplayTests
{
    private const int FewestFiles = 20;

    private static readonly string Corpus = Path.Combine(AppContext.BaseDirectory, "corpus");

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_file_of_the_corpus_keeps_the_invariants(string name)
    {
        IFuzzTarget target = FuzzTargets.All.Single(candidate => candidate.Name == name);
        string folder = Path.Combine(Corpus, name);
        Assert.True(Directory.Exists(folder), $"the fuzz target {name} has no corpus: fuzz/corpus/{name}");
        string[] files = Directory.GetFiles(folder);
        Assert.True(files.Length >= FewestFiles, $"fuzz/corpus/{name} has only {files.Length} files");

        foreach (string file in files)
        {
            try
            {
                Assert.NotEmpty(target.Run(File.ReadAllBytes(file)));
            }
            catch (InvariantException broken)
            {
                Assert.Fail($"{file}: {broken.Message}");
            }
        }
    }

    [Fact]
    public void No_corpus_is_without_a_target() =>
        Assert.Equal(FuzzTargets.All.Select(target => target.Name).Order(), Directory.GetDirectories(Corpus).Select(Path.GetFileName).Order());
}
