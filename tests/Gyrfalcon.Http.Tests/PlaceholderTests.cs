using Xunit;
namespace Gyrfalcon.Http.Tests;
public class PlaceholderTests { [Fact] public void Runs() => Assert.Equal(2, 1 + int.Parse("1", System.Globalization.CultureInfo.InvariantCulture)); }
