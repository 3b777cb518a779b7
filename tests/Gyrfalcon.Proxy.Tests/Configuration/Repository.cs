using System;
using System.IO;

namespace Gyrfalcon.Proxy.Tests.Configuration;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Gyrfalcon.slnx")))
                return at.FullName;
        }

        throw new InvalidOperationException("the tests run outside of the repository");
    }
}
