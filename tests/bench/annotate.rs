//! Annotating the five seed articles in memory: structure, mentions, who is who, links.

use std::fs;
use std::path::Path;

use divan::Bencher;
use ibid::pipeline::{self, Annotated, Input, Model};

fn seeds() -> Vec<Input> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| Input {
            doc: path.file_name().unwrap().to_string_lossy().into_owned(),
            text: fs::read_to_string(path).unwrap(),
            ..Input::default()
        })
        .collect()
}

/// In how many articles the entity of the first mention written `name` is mentioned.
fn articles_naming(name: &str, annotated: &[Annotated]) -> usize {
    let of_name = annotated.iter().find_map(|of| {
        let at = of.mentions.iter().position(|m| m.span.of(&of.article.text) == name)?;
        of.entities[at]
    });
    assert!(of_name.is_some(), "{name} is not found");
    annotated.iter().filter(|of| of.entities.contains(&of_name)).count()
}

#[divan::bench]
fn annotate_the_seeds(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(seeds).bench_local_values(|seeds| {
        let annotated = pipeline::annotate(seeds, Model::built_in());
        for name in ["Putin", "Assad"] {
            assert_eq!(articles_naming(name, &annotated), 5, "{name}");
        }
        annotated
    });
}

#[divan::bench]
fn link_the_seeds(bencher: Bencher<'_, '_>) {
    let annotated = pipeline::annotate(seeds(), Model::built_in());
    bencher.bench_local(|| {
        let links = pipeline::links(&annotated);
        assert!(links.iter().any(|link| link.a.0 != link.b.0), "no passage is told twice");
        links
    });
}
