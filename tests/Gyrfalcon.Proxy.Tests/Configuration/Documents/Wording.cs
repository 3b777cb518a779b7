using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>How shapes and defaults are put into words, in Markdown.</summary>
internal static class Wording
{
    public static string Type(Shape shape) => shape.Facts switch
    {
        ScalarFacts scalar => scalar.Type,
        ListFacts { OneAllowed: true } list => $"{Type(list.Item)}, or a list of such",
        ListFacts { Item.Facts: ScalarFacts } list => $"a list, each item {Type(list.Item)}",
        ListFacts { Item.Facts: SectionFacts { OrScalar: { } scalar } } => $"a list, each item {Type(scalar)} or a section",
        ListFacts => "a list of sections",
        SectionFacts { OrScalar: { } scalar } => $"{Type(scalar)}, or a section",
        MapFacts => "sections by name",
        _ => "a section",
    };

    public static string Default(Setting setting) => setting switch
    {
        { IsRequired: true } => "required",
        { DefaultText: "" } => "default empty",
        { DefaultText: { } text } => $"default `{text}`",
        _ => "optional",
    };
}
