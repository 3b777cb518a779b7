using System;
using System.IO;
using System.Text;
using Gyrfalcon.Proxy.Configuration;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private const string Good = "listeners: { web: { address: \":8000\" } }\nroutes: [ { cluster: app } ]\nclusters: { app: { endpoints: [ \"http://a\" ] } }\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gyr-config-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AFileThatIsNotThere() =>
        Assert.Equal($"{_folder}/gyr.yaml: error GYR1001: there is no such file; check the path", Line(Path.Combine(_folder.FullName, "gyr.yaml")));

    [Fact]
    public void AFileBelowAFolderThatIsNotThere() =>
        Assert.Equal($"{_folder}/conf/gyr.yaml: error GYR1001: there is no such file; check the path", Line(Path.Combine(_folder.FullName, "conf", "gyr.yaml")));

    [Fact]
    public void ARelativePathSaysWhereItCountsFrom() =>
        Assert.Equal($"nowhere/gyr.yaml: error GYR1001: there is no such file; check the path; it counts from `{Environment.CurrentDirectory}`", Line("nowhere/gyr.yaml"));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void SomethingThatIsNoPath(string path) =>
        Assert.EndsWith("error GYR1001: this is not a path; name a file", Line(path), StringComparison.Ordinal);

    [Fact]
    public void ADirectory() =>
        Assert.Equal($"{_folder}: error GYR1002: this is a directory; name the file inside it, such as `{_folder}/gyr.yaml`", Line(_folder.FullName));

    [Fact]
    public void AFileThatCannotBeOpened()
    {
        string path = Path.Combine(_folder.FullName, "loop.yaml");
        _ = File.CreateSymbolicLink(path, path);
        Assert.StartsWith($"{path}: error GYR1003: the file cannot be read: ", Line(path), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatTheUserMayNotRead()
    {
        // Its mode is 0200 and sysctl enforces that for root too, so the test means the same for every user.
        const string path = "/proc/sys/vm/compact_memory";
        Assert.Equal($"{path}: error GYR1003: the user `{Environment.UserName}` may not read this file; check its owner and mode, and those of the directories above it", Line(path));
    }

    [Fact]
    public void AFileOfMoreThanTenMebibytes()
    {
        string path = Write("large.yaml", new byte[ConfigFile.MostBytes + 1]);
        Assert.Equal($"{path}: error GYR1004: the file is larger than 10 MiB; check that the path names a configuration", Line(path));
    }

    [Fact]
    public void ADeviceWithoutEnd() =>
        Assert.Equal("/dev/zero: error GYR1004: the file is larger than 10 MiB; check that the path names a configuration", Line("/dev/zero"));

    [Fact]
    public void Latin1SaysWhereItStopsBeingUtf8()
    {
        string path = Write("latin1.yaml", Encoding.Latin1.GetBytes("# ok\n# caf\u00e9\n"));
        Assert.Equal($"{path}:2:6: error GYR1005: the file is not UTF-8 from here on; save it as UTF-8", Line(path));
    }

    [Fact]
    public void Utf16()
    {
        string path = Write("utf16.yaml", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Good + "# \u00e9\ud83d\ude00\u00ff")]);
        Assert.Equal($"{path}: error GYR1005: the file is UTF-16; save it as UTF-8", Line(path));
    }

    [Fact]
    public void AByteOrderMarkIsAllowed()
    {
        string path = Write("bom.yaml", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Good)]);
        Assert.True(ConfigFile.Load(path).Ok);
    }

    [Fact]
    public void WindowsLineEndsAreAllowed()
    {
        string path = Write("crlf.yaml", Encoding.UTF8.GetBytes(Good.ReplaceLineEndings("\r\n")));
        Assert.True(ConfigFile.Load(path).Ok);
    }

    [Fact]
    public void TheTextAfterANulIsNotIgnored()
    {
        string path = Write("nul.yaml", Encoding.UTF8.GetBytes(Good + "# \0\nunknown: 1\n"));
        Assert.Equal($"{path}:4:3: error GYR1011: not well-formed YAML: the control character U+0000; remove it, or write it as an escape within double quotes", Line(path));
    }

    private static string Line(string path)
    {
        ConfigResult result = ConfigFile.Load(path);
        Assert.False(result.Ok);
        return Assert.Single(result.Diagnostics).ToString();
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
