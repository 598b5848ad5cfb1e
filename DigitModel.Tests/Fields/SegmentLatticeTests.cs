using DigitEngine.Prediction;
using DigitPictures;
using DigitPictures.Fields;
using MlNetDigits.Benchmarks.Fuzzing;

namespace MlNetDigits.Tests.Fields;

public class SegmentLatticeTests
{
    /// <summary>A picture of stripes, 4,098 columns wide, each group of which could be cut wherever one looks.</summary>
    [Fact]
    public void Build_MakesNoMoreCutsThanAFieldNeeds_HoweverWideThePicture()
    {
        byte[] recipe = File.ReadAllBytes(Path.Combine(Repository.Root, "DigitModel.Tests", "Fixtures", "regressions", "field--wide-stripes"));
        FieldInk ink = FieldInk.Find(PictureRecipe.Paint(recipe, 1 << 17)!, InkPolarity.LightOnDark);

        SegmentLattice lattice = SegmentLattice.Build(ink, PredictionEngine.Default, settle: false);

        int cuts = lattice.Nodes.Count(node => node.Cut is not null);
        Assert.Equal(4 * FieldOptions.MaxLength, cuts);
        Assert.Equal(cuts + ink.Groups.Count + 1, lattice.Nodes.Count);
        Assert.Equal(lattice.Nodes.OrderBy(node => node.Group).ThenBy(node => node.Place), lattice.Nodes);
    }
}
