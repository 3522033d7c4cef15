//! What is generated and checked in is what would be generated now. (The OpenAPI document and the page about devices
//! are kept by the crates that write them.)

use std::fs;
use std::process::Command;

use crate::root;

#[test]
fn the_front_ends_types_are_those_of_the_openapi_document() {
    let generator = root().join("web/node_modules/openapi-typescript/bin/cli.js");
    if !generator.is_file() {
        let required = std::env::var("GRIDHALL_REQUIRE_WEB").is_ok_and(|value| value == "1");
        assert!(!required, "web/node_modules is not installed: npm ci in web/");
        println!("SKIPPED: web/node_modules is not installed, so web/src/api/schema.ts was not compared");
        return;
    }
    let mut generate = Command::new("node");
    generate
        .arg(generator)
        .args(["../openapi/gridhall-v1.json", "--alphabetize"])
        .current_dir(root().join("web"));
    let output = generate.output().unwrap();
    assert!(output.status.success(), "openapi-typescript: {}", String::from_utf8_lossy(&output.stderr));
    let made = String::from_utf8(output.stdout).unwrap();
    let kept = fs::read_to_string(root().join("web/src/api/schema.ts")).unwrap();
    assert!(
        made.trim() == kept.trim(),
        "web/src/api/schema.ts is not what openapi/gridhall-v1.json gives: cargo xtask openapi"
    );
}

#[test]
fn the_front_ends_types_are_used_as_the_pages_import_them() {
    let text = fs::read_to_string(root().join("openapi/gridhall-v1.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["openapi"], "3.1.0", "openapi/gridhall-v1.json");
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.keys().all(|path| path.starts_with("/api/v1/")), "every route lies below /api/v1/");
}
